/**
 * Turns off the reports that ONNX Runtime's own builds send over the network from the moment the library is loaded. It reads
 * the variable once, so call this before anything loads it.
 */
export function refuseTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1'
}
