// What every program does before its work: how it may die, and what it leaves when it does.
#pragma once

// Keeps children's data out of core dumps and other people's hands, and turns signals of full pipes and files into errors. A signal that ends the
// process is told in words of its own: EX_IOERR when a file that LMDB maps is open, and so may be damaged; EX_SOFTWARE when none is.
void process_guard(void);
