const base64Secret = /^[A-Za-z0-9/+]{40}$/
const awsKeyId = /^A[KS]IA[A-Z0-9]{16}$/

/** Whether the two halves of a key stand in each other's place. */
export function isSwappedKey(accessKeyId: string, secretAccessKey: string): boolean {
  return base64Secret.test(accessKeyId) || awsKeyId.test(secretAccessKey)
}

/**
 * Whether `text` can be an access key id; other services than AWS (MinIO, R2) use lower case and other lengths.
 *
 * Forty characters of base64 are a secret in the wrong place: it must not be shown as an id.
 */
export function isAccessKeyId(text: string): boolean {
  return /^[\w.-]{3,128}$/.test(text) && !base64Secret.test(text)
}

/**
 * Whether `text` can be a secret access key: printable ASCII without blanks, since other services than AWS choose
 * freely; but not what only an access key id of AWS looks like.
 */
export function isSecretAccessKey(text: string): boolean {
  return /^[\x21-\x7e]{1,1024}$/.test(text) && !awsKeyId.test(text)
}

/** Whether `text` can be a session token: printable ASCII without blanks, 16 KiB at most. */
export function isSessionToken(text: string): boolean {
  return /^[\x21-\x7e]{1,16384}$/.test(text)
}

/** Whether `text` is an account id: 12 ASCII digits. */
export function isAccountId(text: string): boolean {
  return /^[0-9]{12}$/.test(text)
}
