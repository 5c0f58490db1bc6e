/** An error AWS answers with: code, HTTP status and message as on the wire. */
export class ApiError extends Error {
  override readonly name: string = 'ApiError'
  readonly code: string
  readonly status: number

  constructor(code: string, status: number, message: string) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** `AccessDenied`, 403. */
export function accessDenied(message: string): ApiError {
  return new ApiError('AccessDenied', 403, message)
}

/** `ValidationError`, 400. */
export function validationError(message: string): ApiError {
  return new ApiError('ValidationError', 400, message)
}
