import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A private certificate authority, and the key and certificate of a server it signed. */
export interface Certificates {
  /** The PEM file of the authority. */
  readonly caBundle: string
  readonly key: Buffer
  readonly cert: Buffer
}

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** Makes them in `folder` for 127.0.0.1 and localhost, with the `openssl` command. */
export function makeCertificates(folder: string): Certificates {
  const run = (...parameters: string[]): void => {
    execFileSync('openssl', parameters, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const authority = ['-subj', '/CN=awsx test authority', '-addext', 'basicConstraints=critical,CA:true', '-days', '2']
  run('req', '-x509', ...curve, ...authority, '-keyout', 'ca.key', '-out', 'ca.pem')
  run('req', ...curve, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr')
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n')
  const signer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names']
  run('x509', '-req', '-in', 'server.csr', ...signer, '-out', 'server.pem')
  const read = (name: string): Buffer => readFileSync(join(folder, name))
  return { caBundle: join(folder, 'ca.pem'), key: read('server.key'), cert: read('server.pem') }
}

/** True where the `openssl` command is. */
export function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
