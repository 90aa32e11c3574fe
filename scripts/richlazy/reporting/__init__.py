"""What people look at: figures' building blocks, pages, gallery, page of provenance."""
