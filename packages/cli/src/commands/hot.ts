// What is run hundreds of times a day, in one piece: see build.mjs.
export { credentialProcess } from './credential-process.ts'
export { env } from './env.ts'
export { exec } from './exec.ts'
export { status } from './status.ts'
