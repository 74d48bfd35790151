#pageowner sort - c
4 times,
	12 pages : __alloc_pages_noprof + 0x1a / 0x30 pipe_write + 0x20 / 0x80 vfs_write +
		   0x30 / 0x90 ksys_write +
		   0x5 / 0x50

			   2 times,
	5 pages : __alloc_pages_noprof + 0x1a / 0x30 e1000_alloc_rx_buffers +
		  0x10 / 0x80 [e1000] e1000_clean +
		  0x7 / 0x70 [e1000] net_rx_action +
		  0x9 / 0x90

			  2 times,
	2 pages : __alloc_pages_noprof + 0x1a / 0x30 zram_write_page +
		  0x44 / 0x90 [zram] zram_submit_bio +
		  0x12 / 0x40 [zram] submit_bio +
		  0x8 / 0x10
