// The machine's executable, as read-only data: from machine_image to machine_image_end.

        .section .rodata
        .balign 16
        .global machine_image
        .global machine_image_end
machine_image:
        .incbin MACHINE
machine_image_end:

        .section .note.GNU-stack, "", %progbits
