import { AwsxError, exitCodeOf } from '@awsx/core'
import { runCommandLine } from './command-line.ts'
import { formatError } from './error-text.ts'
import { createIo } from './io.ts'
import { callerEnvironment, tightenUmask } from './isolation.ts'

const io = createIo(callerEnvironment(process.env), tightenUmask())
let code: number
try {
  code = await runCommandLine(process.argv.slice(2), io)
} catch (error) {
  io.say(formatError(error))
  code = error instanceof AwsxError ? exitCodeOf(error.code) : 1
}
// Everything is written by now; what is left open (a connection that is kept alive) must not hold the caller up.
process.exit(code)
