import { render, Text } from 'ink'
import { Readable, Writable } from 'node:stream'
const stream = Object.assign(
  new Writable({
    write(c, e, d) {
      d()
    },
  }),
  { columns: 120, rows: 40 },
)
const i = render(<Text>hello</Text>, {
  stdout: stream as never,
  stdin: new Readable({ read() {} }) as never,
  debug: true,
  interactive: false,
  patchConsole: false,
})
const { user, system } = process.cpuUsage()
console.log((user + system) / 1000)
i.unmount()
