/**
 * Turns off the usage reports that ONNX Runtime's own builds are made to send; where they are on, loading the library already
 * writes a device identifier into the user's cache. The variable is read at load, so call this before anything loads it.
 */
export function refuseTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1'
}
