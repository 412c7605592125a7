/*
 * RULE SIGN-1, SIGN-2: what is kept of passwords, and which are too common.
 */
#include "unit.h"

#include "base/secret/secret.h"

static const Hash KEY = {{1, 2, 3}};

static Stretched
stretched(const Hash *key, const char *address, const char *password)
{
    const Digest salt = password_salt(key, address);
    Stretched stretched;

    assert_true(password_stretch(&salt, password, &stretched));
    return stretched;
}

static void
what_an_account_keeps_is_bound_to_it(void **state)
{
    Stretched hash = stretched(&KEY, "a@x.example", "correct horse battery");
    char one[PASSWORD_KEPT_SIZE], other[PASSWORD_KEPT_SIZE];

    (void)state;
    password_keep(&hash, "usr_1", one);
    password_keep(&hash, "usr_2", other);
    assert_string_not_equal(one, other);
    assert_true(password_is_kept(one, &hash, "usr_1"));
    assert_false(password_is_kept(one, &hash, "usr_2"));
    assert_false(password_is_old(one, &hash.salt));
    Stretched elsewhere = stretched(&KEY, "A@X.example", "another password");
    assert_true(password_is_old(one, &elsewhere.salt));
    assert_true(password_is_kept_old(one, "correct horse battery", "usr_1"));
    assert_false(password_is_kept_old(one, "correct horse batterz", "usr_1"));
    assert_false(password_is_kept_old(one, "correct horse battery", "usr_2"));
}

static void
the_slow_part_depends_on_key_address_and_password(void **state)
{
    const Hash other_key = {{1, 2, 4}};
    Stretched hash = stretched(&KEY, "a@x.example", "correct horse battery");
    Stretched same = stretched(&KEY, "a@x.example", "correct horse battery");
    Stretched key = stretched(&other_key, "a@x.example", "correct horse battery");
    Stretched address = stretched(&KEY, "b@x.example", "correct horse battery");
    Stretched password = stretched(&KEY, "a@x.example", "correct horse batterY");

    (void)state;
    assert_memory_equal(&hash, &same, sizeof(hash));
    assert_memory_not_equal(&hash, &key, sizeof(hash));
    assert_memory_not_equal(&hash, &address, sizeof(hash));
    assert_memory_not_equal(&hash, &password, sizeof(hash));
}

/* Made by libsodium's crypto_pwhash_str() from "correct horse battery". */
static void
a_hash_of_old_is_still_compared(void **state)
{
    static const char OLD[] =
        "$argon2id$v=19$m=65536,t=2,p=1$q3M70J5VANWHlgcaKOK"
        "olw$6UNq4JEDJTJcQYdSKoSkxeo5ZRganKD9g6zWZKmi4Rc";

    (void)state;
    const Digest salt = password_salt(&KEY, "a@x.example");

    assert_true(password_is_old(OLD, &salt));
    assert_true(password_is_kept_old(OLD, "correct horse battery", "usr_1"));
    assert_false(password_is_kept_old(OLD, "correct horse batterz", "usr_1"));
}

static void
common_passwords_are_known(void **state)
{
    const char *const COMMON[] = {
        "password1234",    "123456789012",    "aaaaaaaaaaaa", "            ",     "abababababab",
        "qwertyuiop12",    "abcdefghijkl",    "1q1q1q1q1q1q", "lösenord2026",     "letmeinletmein",
        "!!welcome!!2026", "2026-11-30 2026", "sommar2026!!", "zxcvbnmasdfghjkl", "administrator1",
        "9876543210987",   "iloveyou12345",
    };
    const char *const GOOD[] = {
        "correct horse battery", "a password nobody knows", "the victims real password",
        "fyra små grodor",       "passwords are hard",      "xk3-vv9-qq1-zz7",
        "welcome to the jungle", "8259 1746 3308 5127 96",  "密码学很有意思的一门课",
        "my password is long",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(COMMON); i++)
        if (!password_is_common(COMMON[i]))
            fail_msg("%s is common", COMMON[i]);
    for (size_t i = 0; i < COUNT_OF(GOOD); i++)
        if (password_is_common(GOOD[i]))
            fail_msg("%s is not common", GOOD[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_account_keeps_is_bound_to_it),
        cmocka_unit_test(the_slow_part_depends_on_key_address_and_password),
        cmocka_unit_test(a_hash_of_old_is_still_compared),
        cmocka_unit_test(common_passwords_are_known),
    };

    vault_start();
    return cmocka_run_group_tests_name("password", tests, NULL, NULL);
}
