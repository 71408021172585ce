// Photos as they are sent: not larger than a screen shows, and without where they were made.

/** Beyond this a photo is made smaller. */
const LARGE = 1_500_000;
const SIDE = 2_400;
const QUALITY = 0.85;

/** The file, or a photo of the same made smaller. */
export async function smaller(file: File): Promise<Blob> {
  if (!/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type)) return file;
  const isPhoto = file.type !== 'image/png';
  if (!isPhoto && file.size <= LARGE) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
    return made ?? file;
  } catch {
    return file;
  }
}

/** Draws a picture, so that no page has to allow pictures from elsewhere. */
export async function draw(bytes: Blob, canvas: HTMLCanvasElement, most: number) {
  const picture = await createImageBitmap(bytes);
  const scale = Math.min(1, most / picture.width, (most * 1.25) / picture.height);
  canvas.width = Math.max(1, Math.round(picture.width * scale * 2));
  canvas.height = Math.max(1, Math.round(picture.height * scale * 2));
  canvas.style.setProperty('aspect-ratio', `${canvas.width} / ${canvas.height}`);
  canvas.style.setProperty('width', `${Math.round(picture.width * scale)}px`);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
}
