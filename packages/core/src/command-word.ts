const plainForm = /^[\w.@/][\w.@/+:,-]{0,127}$/
const quotableForm = /^[^'\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]{1,128}$/u

/**
 * A name from outside as one word of a command that a hint tells a person to type: plain names as they are, others in
 * single quotes.
 *
 * What cannot be written alike for bash, zsh, dash and fish (quotes, backslashes), cannot be seen or is longer than 128
 * characters becomes `placeholder`, so that a hint never runs what a name holds.
 */
export function commandWord(name: string, placeholder: string = 'PROFILE'): string {
  if (plainForm.test(name)) return name
  return quotableForm.test(name) ? `'${name}'` : placeholder
}
