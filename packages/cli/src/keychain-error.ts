/** What a failed call of the keychain says, on one line. */
export function errorText(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  return (message.split('\n', 1)[0] ?? '').replace(/^(Platform failure|Couldn't access platform storage): /, '')
}
