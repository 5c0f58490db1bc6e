import { jsonOption, type Command } from '../command.ts'
import { checks } from '../doctor/checks.ts'
import { createDoctorContext } from '../doctor/context.ts'
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
      checks.map(async (check) => ({ name: check.name, ...(await check.run(context)) })),
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
