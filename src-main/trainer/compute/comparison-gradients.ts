import { getGradient, registerGradient, zeros } from '@tensorflow/tfjs-core'

/** Operations whose result is true or false; their gradient is zero wherever it exists, but tfjs has none for them. */
const binary = ['Equal', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'LogicalAnd', 'LogicalOr', 'NotEqual']

for (const kernelName of binary) {
  if (getGradient(kernelName) !== undefined) continue
  registerGradient({
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (_dy, [a, b]) => ({ a: () => zeros(a?.shape ?? []), b: () => zeros(b?.shape ?? []) }),
  })
}
if (getGradient('LogicalNot') === undefined) {
  registerGradient({
    kernelName: 'LogicalNot',
    inputsToSave: ['x'],
    gradFunc: (_dy, [x]) => ({ x: () => zeros(x?.shape ?? []) }),
  })
}
