/** Whether `text` can be an access key id; other services than AWS (MinIO, R2) use lower case and other lengths. */
export function isAccessKeyId(text: string): boolean {
  return /^[\w.-]{3,128}$/.test(text)
}

/** Whether `text` can be a secret access key: printable ASCII without blanks, since other services than AWS choose freely. */
export function isSecretAccessKey(text: string): boolean {
  return /^[\x21-\x7e]{1,1024}$/.test(text)
}

/** Whether `text` can be a session token: printable ASCII without blanks, 16 KiB at most. */
export function isSessionToken(text: string): boolean {
  return /^[\x21-\x7e]{1,16384}$/.test(text)
}

/** Whether `text` is an account id: 12 ASCII digits. */
export function isAccountId(text: string): boolean {
  return /^[0-9]{12}$/.test(text)
}
