// The `phone` of the demo: prints the current code of the MFA device. Arguments: the sandbox's control URL, the serial.
import { formatPhone } from './phone-watch.ts'
import type { PhoneScreen } from '../../packages/sandbox/src/index.ts'

const [controlUrl = '', serialNumber = ''] = process.argv.slice(2)
const response = await fetch(controlUrl, { method: 'POST', body: JSON.stringify({ phone: serialNumber }) })
const { phone } = (await response.json()) as { phone: PhoneScreen }
console.log(formatPhone(phone))
