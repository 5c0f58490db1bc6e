import { AwsxError } from './errors.ts'
import type { Fact } from './plan.ts'

const urlForm = /^(https?):\/\/(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?(?:\/[\x21-\x7e]*)?$/

/** Throws `config_invalid` for an endpoint that is no plain URL, or plain http to anything but loopback. */
export function checkEndpointUrl(fact: Fact): void {
  const { source, value } = fact
  const match = urlForm.exec(value)
  const where = source.kind === 'file' ? ` (${source.file}:${source.line})` : ''
  const name = source.kind === 'environment' ? source.name : fact.name
  if (match === null) {
    // Not shown: it may hold a password.
    throw new AwsxError('config_invalid', `${name} is not an http(s) URL without user name${where}`, {
      hint: 'an endpoint looks like https://sts.eu-central-1.amazonaws.com',
    })
  }
  const [, scheme, host = ''] = match
  if (scheme === 'http' && !isLoopback(host)) {
    throw new AwsxError('config_invalid', `${name} would send credentials in clear to ${host}${where}`, {
      hint: 'use https; plain http is accepted for 127.0.0.1, ::1 and localhost only',
    })
  }
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|\[::1\]|127(?:\.[0-9]{1,3}){3})$/i.test(host)
}
