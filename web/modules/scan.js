// SPDX-License-Identifier: EUPL-1.2
// Reads the QR code of a card with the camera, where the browser can; the form works without.
const button = document.getElementById('scan');
const video = document.getElementById('camera');
const input = document.getElementById('number');
const complaint = document.getElementById('camera-error');

const canScan = 'BarcodeDetector' in window && navigator.mediaDevices !== undefined;
button.hidden = !canScan;

/** Looks at the picture again and again until a code is in it. */
async function lookFor(detector) {
  for (;;) {
    const [code] = await detector.detect(video);
    if (code !== undefined) {
      return code.rawValue;
    }
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

async function scan() {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  try {
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    input.value = await lookFor(new BarcodeDetector({ formats: ['qr_code'] }));
    input.form.requestSubmit();
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    video.hidden = true;
  }
}

button.addEventListener('click', async () => {
  complaint.hidden = true;
  try {
    await scan();
  } catch {
    complaint.hidden = false;
  }
});
