import { AwsxError } from './errors.ts'
import type { Memory } from './memory.ts'
import { mfaCodeLifeMs, parseMfaCode, untilNextWindow } from './mfa-code.ts'
import type { MfaSource } from './plan.ts'
import type { ExecutePorts } from './ports.ts'

/** How often a code may be wrong before awsx stops asking. */
const tries = 3

/**
 * Gets an MFA code, uses it once, and asks again while AWS does not take it.
 *
 * A code counts as used from the moment before it is sent, for all who share `memory`. Throws `mfa_required` where nobody
 * can be asked, `mfa_refused` after three wrong codes or when AWS refused the only one there was, and what `use` throws
 * otherwise.
 */
export async function withMfaCode<T>(
  mfa: MfaSource,
  ports: ExecutePorts,
  memory: Memory,
  use: (code: string) => Promise<T>,
): Promise<T> {
  let again: string | null = null
  let refused: AwsxError | null = null
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const code = await nextCode(mfa, again, refused, ports)
    if (code === null) {
      again = 'a code is six digits'
      continue
    }
    if (!(await takeCode(mfa, code, ports, memory))) {
      again = 'that code was used already'
      continue
    }
    try {
      return await use(code)
    } catch (error) {
      if (!(error instanceof AwsxError) || error.code !== 'mfa_refused') throw error
      refused = error
      again = 'AWS did not take that code'
    }
  }
  throw notTaken(mfa, again, refused)
}

async function nextCode(
  mfa: MfaSource,
  again: string | null,
  refused: AwsxError | null,
  ports: ExecutePorts,
): Promise<string | null> {
  try {
    return parseMfaCode(await readCode(mfa, again, ports))
  } catch (error) {
    // A code from the command line comes once: what AWS said of it is the news, not that there is no other.
    if (refused !== null && error instanceof AwsxError && error.code === 'mfa_required')
      throw notTaken(mfa, again, refused)
    throw error
  }
}

async function readCode(mfa: MfaSource, again: string | null, ports: ExecutePorts): Promise<string> {
  const { serialNumber, profile, process } = mfa
  if (process === null) return (await ports.mfa.ask({ serialNumber, profile, again })).reveal()
  const { argv, origin } = process
  return (await ports.programs.run({ argv, purpose: 'mfa_process', file: origin.file, line: origin.line })).reveal()
}

/** False for a code that was sent already; then the next one is waited for. */
async function takeCode(mfa: MfaSource, code: string, ports: ExecutePorts, memory: Memory): Promise<boolean> {
  const key = `mfa-code ${mfa.serialNumber}`
  const now = ports.clock.now()
  const used = (await memory.recall(key))?.split(' ') ?? []
  if (!used.includes(code)) {
    await memory.remember(key, [...used, code].join(' '), now + mfaCodeLifeMs)
    return true
  }
  // Where no other code can come, waiting for it only delays the answer.
  if (mfa.process === null && !ports.mfa.canAsk()) return false
  const ms = untilNextWindow(now)
  const message = `that MFA code was used already; the next one comes in ${Math.ceil(ms / 1000)}s`
  ports.notify({ level: 'warning', message })
  await ports.clock.sleep(ms)
  return false
}

function notTaken(mfa: MfaSource, again: string | null, cause: AwsxError | null): AwsxError {
  return new AwsxError('mfa_refused', `no MFA code for ${mfa.serialNumber} was taken: ${again ?? ''}`, {
    hint:
      cause === null
        ? 'type the six digits that the device shows now'
        : 'check the clock of the device, and that the serial is the one of your user',
    ...(cause === null ? {} : { cause }),
  })
}
