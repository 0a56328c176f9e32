// A sound and a shake, for whoever looks at the truck and not at the screen.
const TONES = { ok: [880], warn: [660, 660], choose: [660, 660], bad: [220, 220, 220] };
const SHAKES = { ok: [60], warn: [60, 60, 60], choose: [60, 60, 60], bad: [250, 80, 250] };
const LENGTH = 0.12;
let sound = null;

export function signal(look) {
  navigator.vibrate?.(SHAKES[look]);
  try {
    sound ??= new AudioContext();
    if (sound.state !== "running") {
      sound.resume().catch(() => {}); // a browser lets nobody be heard before he touched the page
      return;
    }
    TONES[look].forEach((pitch, index) => tone(pitch, sound.currentTime + index * LENGTH * 1.5));
  } catch { /* no sound here */ }
}

function tone(pitch, from) {
  const source = new OscillatorNode(sound, { frequency: pitch, type: "square" });
  const soft = new GainNode(sound, { gain: 0.15 });
  source.connect(soft).connect(sound.destination);
  source.start(from);
  source.stop(from + LENGTH);
}
