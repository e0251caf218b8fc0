import { create } from 'qrcode';
import { useMemo } from 'react';
import { qrPath } from './qr-path.ts';

/** Pixels that a code takes at most; its modules are whole pixels, so that all are alike. */
const CODE_PX = 240;

/** A link as a QR code, dark on whatever is behind it. */
export function QrCode({ link, name }: { link: string; name: string }) {
  const { size, path } = useMemo(() => {
    const { modules } = create(link, { errorCorrectionLevel: 'M' });
    return { size: modules.size, path: qrPath(modules) };
  }, [link]);
  const px = size * Math.max(1, Math.floor(CODE_PX / size));
  return (
    <svg
      role="img"
      aria-label={name}
      width={px}
      height={px}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="currentColor" />
    </svg>
  );
}
