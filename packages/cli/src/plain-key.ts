import { buildProfileGraph, isAccessKeyId, isSecretAccessKey, parseIni, Secret } from '@awsx/core'
import type { ConfigFile } from '@awsx/aws'

/** An access key that lies in clear in one of the AWS files. */
export interface PlainKey {
  readonly profile: string
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly file: ConfigFile
  /** Where the access key id stands; counts from 1. */
  readonly line: number
  /** Why it is not for the vault; null when it is. */
  readonly unfit: string | null
}

/** The properties a long-term key is made of. */
export const plainKeyProperties: readonly string[] = ['aws_access_key_id', 'aws_secret_access_key']

/**
 * Finds every key in clear, in the order of the files.
 *
 * Of two files with a key of the same profile the credentials file counts, as everywhere; the other one is unfit unless
 * it holds the same key.
 */
export function findPlainKeys(files: readonly ConfigFile[]): PlainKey[] {
  const found = files.flatMap(findInFile)
  const inUse = new Map(found.map((key) => [key.profile, key]))
  return found.map((key) => {
    const other = inUse.get(key.profile)
    if (other === undefined || other === key || isSameKey(key, other)) return key
    return { ...key, unfit: key.unfit ?? `not used: ${other.file.kind} has another key` }
  })
}

/** Whether two keys are one: id and secret. */
export function isSameKey(a: KeyPair, b: KeyPair): boolean {
  return a.accessKeyId === b.accessKeyId && a.secretAccessKey.reveal() === b.secretAccessKey.reveal()
}

type KeyPair = Pick<PlainKey, 'accessKeyId' | 'secretAccessKey'>

function findInFile(file: ConfigFile): PlainKey[] {
  if (file.text === null) return []
  const document = parseIni(file.text, file.path)
  const { profiles } = buildProfileGraph([{ kind: file.kind, document }])
  return [...profiles.values()].flatMap(({ name, settings }) => {
    const id = settings.get('aws_access_key_id')
    const secret = settings.get('aws_secret_access_key')
    const token = settings.get('aws_session_token')?.value || settings.get('aws_security_token')?.value
    const place = id ?? secret
    if (place === undefined || (!id?.value && !secret?.value)) return []
    const accessKeyId = id?.value ?? ''
    const secretAccessKey = secret?.value ?? ''
    return {
      profile: name,
      accessKeyId,
      secretAccessKey: new Secret(secretAccessKey),
      file,
      line: place.origin.line,
      unfit: reasonAgainst(accessKeyId, secretAccessKey, token ?? ''),
    }
  })
}

function reasonAgainst(accessKeyId: string, secretAccessKey: string, token: string): string | null {
  if (token !== '') return 'temporary: has a session token'
  if (accessKeyId === '') return 'half a key: no id'
  if (secretAccessKey === '') return 'half a key: no secret'
  return isAccessKeyId(accessKeyId) && isSecretAccessKey(secretAccessKey) ? null : 'not the form of a key'
}
