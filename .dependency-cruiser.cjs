/**
 * The import directions of the studio. `test/unit/toolchain/import-rules.test.ts` proves on a small tree that each
 * rule bites.
 *
 * Packages are matched both as resolved (`node_modules/x/...`) and as written (`x`), so that a rule also bites where a
 * package is not installed.
 */

/** @param {string} names alternatives of a regular expression */
const packages = (names) => `(^|node_modules/)(${names})(/|$)`

const development = [
  '@biomejs/.+',
  '@playwright/.+',
  '@vitejs/.+',
  'dependency-cruiser',
  'electron-builder',
  'electron-vite',
  'fast-check',
  'knip',
  'playwright(-core)?',
  'typescript',
  'vite',
  'vitest',
  'vue-tsc',
].join('|')

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Modules that need each other are one module, or lack a third one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A module that neither imports nor is imported is dead.',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '^src-main/preload/preload\\.ts$', '^src-renderer/public/'] },
      to: {},
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere is a mistake.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
    {
      name: 'shared-is-a-leaf',
      comment: 'src-shared runs in every process: it sees itself and pure packages, no process and no platform.',
      severity: 'error',
      from: { path: '^src-shared/' },
      to: { path: '^(src-(?!shared/)|test/|scripts/|bench/)' },
    },
    {
      name: 'shared-is-pure',
      comment: 'src-shared uses no Node built-in.',
      severity: 'error',
      from: { path: '^src-shared/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'shared-uses-pure-packages',
      comment: 'src-shared uses no Electron, no Vue, no page library and nothing native.',
      severity: 'error',
      from: { path: '^src-shared/' },
      to: {
        path: packages(
          'electron|vue|@vue/.+|vue-router|pinia|naive-ui|@lucide/.+|chart\\.js|chartjs-.+|libsql|koffi|onnxruntime-node|@tensorflow/.+|@napi-rs/.+|@orpc/(client|server)|commander|cli-progress',
        ),
      },
    },
    {
      name: 'renderer-sees-shared-only',
      comment: 'The page reaches the other processes through its typed client alone.',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { path: '^(src-(?!(shared|renderer)/)|test/|scripts/|bench/)' },
    },
    {
      name: 'renderer-is-a-page',
      comment: 'The page is sandboxed: no Node built-in.',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-uses-page-packages',
      comment: 'The page is sandboxed: no Electron and nothing native.',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: {
        path: packages('electron|libsql|koffi|onnxruntime-node|@tensorflow/.+|@napi-rs/.+|@orpc/server|commander'),
      },
    },
    {
      name: 'trainer-stands-alone',
      comment: 'The trainer reaches src-shared and itself only, so that it can crash, and move, without the rest.',
      severity: 'error',
      from: { path: '^src-main/trainer/' },
      to: { path: '^(src-(?!(shared/|main/trainer/))|test/|scripts/|bench/)' },
    },
    {
      name: 'trainer-is-another-process',
      comment: 'Nothing outside the trainer runs its code: its input and output are messages.',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/trainer/' },
      to: { path: '^src-main/trainer/' },
    },
    {
      name: 'importer-knows-no-studio',
      comment: 'The importer reads, prepares and packs images: it knows no home, database, window or run.',
      severity: 'error',
      from: { path: '^src-main/importer/' },
      to: {
        path: '^src-main/(api|app|architectures|headless|home|importing|latent|preload|projects|runs|store|studio|trainer|training)/',
        reachable: true,
      },
    },
    {
      name: 'importer-is-another-process',
      comment: 'Nothing outside the importer runs its code: its input and output are messages.',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/importer/' },
      to: { path: '^src-main/importer/' },
    },
    {
      name: 'main-sees-no-page',
      comment: 'Processes other than the page do not see its code.',
      severity: 'error',
      from: { path: '^src-main/' },
      to: { path: '^(src-renderer/|test/|scripts/|bench/)' },
    },
    {
      name: 'tensors-in-the-trainer',
      comment: 'Tensor libraries belong to the trainer: main never computes.',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/trainer/' },
      to: { path: packages('@tensorflow/.+|onnxruntime-(node|common|web)') },
    },
    {
      name: 'native-calls-at-the-edge',
      comment: 'Native libraries are called by the runtimes of the trainer and by the JPEG decoder alone.',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/(trainer/|datasets/images/jpeg/native\\.ts$)' },
      to: { path: packages('koffi') },
    },
    {
      name: 'charts-in-one-folder',
      comment: 'chart.js and its plugins are known to src-renderer/charts alone.',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-renderer/charts/' },
      to: { path: packages('chart\\.js|chartjs-.+') },
    },
    {
      name: 'electron-at-the-edge',
      comment: 'Electron is known to the entry, the window (src-main/app) and the preload alone.',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/(main\\.ts$|app/|preload/)' },
      to: { path: packages('electron') },
    },
    {
      name: 'headless-needs-no-electron',
      comment: 'The command line runs in plain Node, so nothing that it reaches may import Electron.',
      severity: 'error',
      from: { path: '^src-main/headless/' },
      to: { path: packages('electron'), reachable: true },
    },
    {
      name: 'headless-needs-no-window',
      comment: 'The command line has no window.',
      severity: 'error',
      from: { path: '^src-main/headless/' },
      to: { path: '^src-main/(main\\.ts$|app/|preload/)', reachable: true },
    },
    {
      name: 'no-development-tools',
      comment: 'The application imports no tool that only builds or tests it.',
      severity: 'error',
      from: { path: '^src-' },
      to: { path: packages(development), dependencyTypesNot: ['type-only'], pathNot: 'vite/client' },
    },
    {
      name: 'no-deprecated-node',
      comment: 'Deprecated Node modules disappear.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['core'], path: '^(punycode|domain|constants|sys|_.+)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Written out with exports as they are: what they import is installed beside them there.
    exclude: { path: '^src-main/trainer/export/browser/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
}
