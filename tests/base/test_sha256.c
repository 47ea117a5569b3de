/* SPDX-License-Identifier: MIT */
#include "harness/base/sha256.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void expect(const char *data, size_t size, const char *wanted)
{
    char text[SHA256_TEXT];
    sha256_of(data, size, text);
    cr_expect_str_eq(text, wanted);
}

/* FIPS 180-2, appendix B, and the empty message. */
Test(sha256, gives_the_standards_examples)
{
    expect("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const char *long_one = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    expect(long_one, strlen(long_one),
           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    char *many = malloc(1000000);
    memset(many, 'a', 1000000);
    expect(many, 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(many);
}

/* The length of the message fits into the last block, is one byte too long, and does not fit:
 * what `head -c N /dev/zero | tr '\\0' x | sha256sum` prints. */
Test(sha256, pads_what_just_fits)
{
    char data[64];
    memset(data, 'x', sizeof data);
    expect(data, 55, "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072");
    expect(data, 56, "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e");
    expect(data, 64, "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c");
}

Test(sha256, of_a_file_is_that_of_its_content)
{
    char path[] = "/tmp/escapebench-sha-XXXXXX", text[SHA256_TEXT];
    int fd = mkstemp(path);
    cr_assert_eq(write(fd, "abc", 3), 3);
    close(fd);
    cr_expect_eq(sha256_of_file(path, text), 0);
    cr_expect_str_eq(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    unlink(path);
    cr_expect_eq(sha256_of_file(path, text), -ENOENT);
    cr_expect_str_eq(text, "");
    cr_expect_eq(sha256_of_file("/tmp", text), -EINVAL, "a folder has no content");
}
