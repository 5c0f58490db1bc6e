/** The keys awsx knows that are no text, by what is printed on them. */
export type KeyName =
  | 'enter'
  | 'escape'
  | 'tab'
  | 'shift-tab'
  | 'backspace'
  | 'delete'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'word-left'
  | 'word-right'
  | 'home'
  | 'end'
  | 'page-up'
  | 'page-down'
  | 'f1'
  | `ctrl-${ControlLetter}`
  | `alt-${'b' | 'd' | 'f' | 'backspace'}`

/** The letters whose control character is no other key: ctrl-h is backspace for many terminals, ctrl-i tab, ctrl-m enter. */
type ControlLetter =
  | ('a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'j' | 'k' | 'l' | 'n' | 'o')
  | ('p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z')

/** What a person did at the keyboard. */
export type Key =
  /** Typed; no control characters. */
  | { readonly kind: 'text'; readonly text: string }
  /** Pasted in one piece; lines are parted by `\n`, other control characters are gone. */
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'press'; readonly name: KeyName }
