// Builds picker-program.ts as awsx is built: `bun build-picker.mjs FOLDER` leaves FOLDER/picker and FOLDER/picker-program.js.
import { join } from 'node:path'

const folder = process.argv[2]

/** Ink asks for React's developer tools where a variable says so. */
const leaveOutDevtools = {
  name: 'leave-out-devtools',
  setup(build) {
    build.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: 'absent' }))
    build.onLoad({ filter: /./, namespace: 'absent' }, () => ({ contents: 'export default {}', loader: 'js' }))
  },
}

const common = {
  entrypoints: [join(import.meta.dirname, 'picker-program.ts')],
  format: 'esm',
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  plugins: [leaveOutDevtools],
}
await Bun.build({ ...common, target: 'node', outdir: folder })
const compile = { outfile: join(folder, 'picker'), autoloadDotenv: false, autoloadBunfig: false }
await Bun.build({ ...common, minify: true, bytecode: true, compile })
