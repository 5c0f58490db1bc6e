export { renewalTime } from './renewal.ts'
