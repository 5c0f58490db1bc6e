/** The keys, as `?` lists them. */
export const helpLines: readonly string[] = [
  'enter            use the profile',
  'tab              what else can be done with it',
  'up, down         ctrl-p, ctrl-n; ctrl-k, ctrl-j',
  'page up, down    a screen up or down',
  'home, end        the first, the last one',
  'ctrl-t           show hidden profiles, or not',
  '',
  'letters          find, in every column; words in any order',
  'ctrl-a, ctrl-e   to the start, to the end of the line',
  'alt-b, alt-f     a word back, a word on',
  'ctrl-w, ctrl-u   delete a word, all before the cursor',
  '',
  'esc, ctrl-c      leave; out of a question, back to the list',
  'ctrl-l           draw again',
]
