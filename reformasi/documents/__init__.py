"""Generated PDFs: request, worker, frozen snapshot, number, hash, QR check."""
