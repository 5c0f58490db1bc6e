import { jsonOption, type Command } from '../command.ts'
import { checks } from '../doctor/checks.ts'
import { createDoctorContext, type DoctorContext } from '../doctor/context.ts'
import { problem, type Check, type Checked } from '../doctor/finding.ts'
import { formatReport, toReportJson, type Outcome } from '../doctor/report.ts'
import { formatJson } from '../json-text.ts'

/** The exit code where something is wrong: that of a configuration to mend. */
const problemsFound = 3

/** `awsx doctor`: what is wrong with the files, the environment and the set-up, and how to mend it. Changes nothing. */
export const doctor: Command = {
  spec: {
    name: 'doctor',
    summary: 'look for what is wrong, and say how to mend it; exit code 3 where something is',
    usage: '',
    argument: null,
    options: [jsonOption, { name: 'offline', summary: 'do not ask AWS for the time', value: null }],
    examples: ['awsx doctor', 'awsx doctor --offline --json'],
  },
  async run({ io, options }) {
    const context = createDoctorContext(io, { isOffline: options.has('offline') })
    const outcomes: Outcome[] = await Promise.all(
      checks.map(async (check) => ({ name: check.name, ...(await runCheck(check, context)) })),
    )
    const { paint, outColumns: columns, env } = io
    io.out(
      options.has('json')
        ? formatJson(toReportJson(outcomes))
        : formatReport(outcomes, { paint, columns, home: env['HOME'] }),
    )
    const isClean = outcomes.every(({ findings }) => findings.every(({ level }) => level !== 'problem'))
    return isClean ? 0 : problemsFound
  },
}

/** What goes wrong inside one check must not keep the others from being told. */
async function runCheck(check: Check, context: DoctorContext): Promise<Checked> {
  try {
    return await check.run(context)
  } catch (error) {
    const message = `the check '${check.name}' came to no end: ${error instanceof Error ? error.message : String(error)}`
    const why = 'what it would have found is not known'
    return { what: `not ${check.name}`, findings: [problem('check_failed', { message, why })] }
  }
}
