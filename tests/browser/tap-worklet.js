// The ear of tap.js: what it hears in pieces of 4096 samples, each with its first frame; silence is left out.
/* global AudioWorkletProcessor, currentFrame, registerProcessor */
const PIECE = 4096;

registerProcessor(
  "tap",
  class extends AudioWorkletProcessor {
    constructor() {
      super();
      this.kept = new Float32Array(PIECE);
      this.count = 0;
    }

    process([input]) {
      if (this.count === 0) this.from = currentFrame;
      if (input.length) this.kept.set(input[0], this.count);
      else this.kept.fill(0, this.count, this.count + 128);
      this.count += 128;
      if (this.count < PIECE) return true;
      this.count = 0;
      if (this.kept.some((x) => Math.abs(x) > 1e-4)) this.port.postMessage([this.from, this.kept.slice()]);
      return true;
    }
  },
);
