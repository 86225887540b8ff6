"""From clean text to entity spans: vocabulary, windows, ONNX model, decoding."""
