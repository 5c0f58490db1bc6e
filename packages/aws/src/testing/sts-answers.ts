/** Values of a good answer; each can be replaced to make it a bad one. */
export interface AnswerValues {
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
  readonly sessionToken?: string
  /** The whole element, because a missing one is a case. */
  readonly expiration?: string
  readonly arn?: string
}

/** An hour from now, as AWS writes it. */
export function inOneHour(now: number = Date.now()): string {
  return new Date(now + 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** A good answer to AssumeRole, GetSessionToken or AssumeRoleWithWebIdentity. */
export function credentialsAnswer(api: string, values: AnswerValues = {}): string {
  const user = values.arn ?? 'arn:aws:sts::123456789012:assumed-role/Deployer/alice'
  return `<${api}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${api}Result>
  <AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:alice</AssumedRoleId><Arn>${user}</Arn></AssumedRoleUser>
  <Credentials>
    <AccessKeyId>${values.accessKeyId ?? 'ASIAIOSFODNN7EXAMPLE'}</AccessKeyId>
    <SecretAccessKey>${values.secretAccessKey ?? 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'}</SecretAccessKey>
    <SessionToken>${values.sessionToken ?? 'FQoGZXIvYXdzEXAMPLEtoken/+='}</SessionToken>
    ${values.expiration ?? `<Expiration>${inOneHour()}</Expiration>`}
  </Credentials>
</${api}Result><ResponseMetadata><RequestId>01234567-89ab</RequestId></ResponseMetadata></${api}Response>`
}

/** A good answer to GetCallerIdentity. */
export function identityAnswer(): string {
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>arn:aws:iam::123456789012:user/alice</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`
}

/** An error in AWS's form. */
export function errorAnswer(code: string, message: string): string {
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
  <Code>${code}</Code><Message>${message}</Message></Error><RequestId>01234567-89ab</RequestId></ErrorResponse>`
}
