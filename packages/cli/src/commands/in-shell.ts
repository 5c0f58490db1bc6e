// What changes the shell that calls, in one piece as hot.ts is: a prompt waits for it.
export { previous } from './previous.ts'
export { renew } from './renew.ts'
export { use } from './use.ts'
