/**
 * @typedef {object} Wheel
 * @property {string} package name at the Python package index
 * @property {string} version
 * @property {string} sha256 of the wheel for linux x64 (and CPython 3.11, where that matters; Python is not used)
 * @property {readonly string[]} keep beginnings of the paths inside that are needed
 */

/** The C API of a TensorFlow wheel: its libraries, and the headers that the binding includes. */
const cApi = [
  'tensorflow/libtensorflow',
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/ctstring',
  'tensorflow/include/tsl/platform/ctstring',
  'tensorflow/include/xla/tsl/c/',
]

/** @type {(name: string, version: string, sha256: string) => Wheel} */
const nvidia = (name, version, sha256) => ({ package: `nvidia-${name}-cu12`, version, sha256, keep: ['nvidia/'] })

/** TensorFlow for processors. @type {readonly Wheel[]} */
export const processorWheels = [
  {
    package: 'tensorflow-cpu',
    version: '2.19.1',
    sha256: '0b6d72bd09c267e7573757bd309f5b1e2cdb02577339991da751f3a1411e4dae',
    keep: cApi,
  },
]

/** TensorFlow with CUDA 12, and the NVIDIA libraries that this version names. @type {readonly Wheel[]} */
export const gpuWheels = [
  {
    package: 'tensorflow',
    version: '2.19.1',
    sha256: '8e5524eb492160576e5eeea9bb472ddc653123503f2290f83123d5ac9545750e',
    keep: cApi,
  },
  nvidia('cublas', '12.5.3.2', 'ca070ad70e9fa6654084575d01bd001f30cc4665e33d4bb9fc8e0f321caa034b'),
  nvidia('cuda-cupti', '12.5.82', 'bde77a5feb66752ec61db2adfe47f56b941842825b4c7e2068aff27c9d107953'),
  nvidia('cuda-nvcc', '12.5.82', 'b03e545b8e8c3ce7ebcd7fc44063180ff52ff01d064ece2127ed90a04ef12cd0'),
  nvidia('cuda-nvrtc', '12.5.82', '3dbd97b0104b4bfbc3c4f8c79cd2496307c89c43c29a9f83125f1d76296ff3fd'),
  nvidia('cuda-runtime', '12.5.82', '3e79a060e126df40fd3a068f3f787eb000fa51b251ec6cd97d09579632687115'),
  nvidia('cudnn', '9.3.0.75', '9ad9c6929ebb5295eb4a1728024666d1c88283373e265a0c5c883e6f9d5cd76d'),
  nvidia('cufft', '11.2.3.61', '9a6e8df162585750f61983a638104a48c756aa13f9f48e19ab079b38e3c828b8'),
  nvidia('curand', '10.3.6.82', '2823fb27de4e44dbb22394a6adf53aa6e1b013aca0f8c22867d1cfae58405536'),
  nvidia('cusolver', '11.6.3.83', '93cfafacde4428b71778eeb092ec615a02a3d05404da1bcf91c53e3fa1bce42b'),
  nvidia('cusparse', '12.5.1.3', '016df8e993c437e8301e62739f01775cba988fd5253cd4c64173f8e8d2f8e752'),
  nvidia('nccl', '2.23.4', 'b097258d9aab2fa9f686e33c6fe40ae57b27df60cedbd15d139701bb5509e0c1'),
  nvidia('nvjitlink', '12.5.82', 'f9b37bc5c8cf7509665cb6ada5aaa0ce65618f2332b7d3e78e9790511f111212'),
]
