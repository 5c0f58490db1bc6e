// What build.mjs puts into the bundles: shell files as text, and two constants.

declare module '*.zsh' {
  const text: string
  export default text
}

declare module '*.bash' {
  const text: string
  export default text
}

declare module '*.fish' {
  const text: string
  export default text
}

declare module '*.sh' {
  const text: string
  export default text
}

declare module '*.toml' {
  const text: string
  export default text
}

declare module '*.jsonc' {
  const text: string
  export default text
}

declare module '*.conf' {
  const text: string
  export default text
}

/** The version in packages/cli/package.json; not declared at run time outside a bundle: ask `typeof` first. */
declare const AWSX_VERSION: string

/** Which of the two builds this is; not declared at run time outside a bundle: ask `typeof` first. */
declare const AWSX_FLAVOUR: 'native' | 'node'
