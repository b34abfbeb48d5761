"""What the public side may reach. Law: nothing here answers anything but 404 until a row says otherwise."""
