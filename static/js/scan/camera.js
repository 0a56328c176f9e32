// Reads QR codes in the page: by the browser's own BarcodeDetector where there is one, else by the library `qr`.
import { at, say } from "./words.js";

const EVERY = 120; // milliseconds between two looks
const AGAIN = 2500; // the same code counts anew when it was out of sight that long
const WIDEST = 960;
const REFUSALS = { NotAllowedError: "camera_refused", NotReadableError: "camera_busy" };

const part = (id) => document.getElementById(id);
const video = part("video");
let stream = null;
let looking = 0;
let last = { text: "", seen: 0 };

async function reader() {
  if ("BarcodeDetector" in globalThis) {
    const formats = await globalThis.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) {
      const own = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
      return async (frame) => (await own.detect(frame))[0]?.rawValue ?? null;
    }
  }
  const { decodeQR } = await import(at.qr);
  return async (frame) => {
    const { width, height } = frame;
    const { data } = frame.getContext("2d").getImageData(0, 0, width, height);
    try {
      return decodeQR({ width, height, data });
    } catch {
      return null; // no code in this picture
    }
  };
}

function picture(frame) {
  const scale = Math.min(1, WIDEST / video.videoWidth);
  frame.width = Math.round(video.videoWidth * scale);
  frame.height = Math.round(video.videoHeight * scale);
  frame.getContext("2d", { willReadFrequently: true }).drawImage(video, 0, 0, frame.width, frame.height);
}

async function look(read, take) {
  const frame = document.createElement("canvas");
  while (stream) {
    if (video.readyState >= video.HAVE_CURRENT_DATA && !document.hidden) {
      picture(frame);
      const text = await read(frame).catch(() => null);
      const now = Date.now();
      if (text && (text !== last.text || now - last.seen > AGAIN)) take(text);
      if (text) last = { text, seen: now };
    }
    await new Promise((resolve) => { looking = setTimeout(resolve, EVERY); });
  }
}

async function open(take, tell) {
  if (!navigator.mediaDevices?.getUserMedia) {
    tell(say("camera_unsafe"));
    return;
  }
  try {
    const wish = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
    stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
    tell("");
  } catch (error) {
    tell(say(REFUSALS[error.name] ?? "camera_none"));
    return;
  }
  shown(true);
  video.srcObject = stream;
  await video.play();
  const torch = stream.getVideoTracks()[0].getCapabilities?.().torch;
  part("torch").hidden = !torch;
  look(await reader(), take);
}

function shown(open) {
  part("camera").hidden = !open;
  part("camera-open").setAttribute("aria-expanded", String(open));
  if (!open) part("torch").setAttribute("aria-pressed", "false");
}

export function close() {
  clearTimeout(looking);
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.srcObject = null;
  shown(false);
}

async function light() {
  const on = part("torch").getAttribute("aria-pressed") !== "true";
  await stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
  part("torch").setAttribute("aria-pressed", String(on));
}

// `take(text)` for each code that is read; `tell(sentence)` what is wrong with the camera, empty when nothing is.
export function start(take, tell) {
  part("camera-open").hidden = false;
  part("camera-open").addEventListener("click", () => (stream ? close() : open(take, tell)));
  part("camera-close").addEventListener("click", close);
  part("torch").addEventListener("click", () => light().catch(() => {}));
  addEventListener("pagehide", close);
}
