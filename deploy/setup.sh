# Sourced by deploy/run and deploy/test: brings this machine to where the hall (or its tests) can run.
# Everything of ours lives in .venv, node_modules and server/web/static; from the system only packages are taken.
# No service is ever started. Speaks one line when it cannot go on.

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
venv="$root/.venv"

fail() {
    echo "jiaohao: $*" >&2
    exit 1
}

say() {
    echo "jiaohao: $*"
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# apt_install PACKAGE...: as root or with sudo; packages that bring a service must not start it.
apt_install() {
    have apt-get || fail "please install: $*"
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif have sudo; then
        as_root="sudo"
    else
        fail "please let an administrator run: apt-get install $*"
    fi
    say "installing $*"
    $as_root sh -eu -c '
        export DEBIAN_FRONTEND=noninteractive
        if [ ! -e /usr/sbin/policy-rc.d ]; then
            printf "#!/bin/sh\nexit 101\n" >/usr/sbin/policy-rc.d
            chmod 755 /usr/sbin/policy-rc.d
            trap "rm -f /usr/sbin/policy-rc.d" EXIT
        fi
        apt-get -qq install -y --no-install-recommends "$@" >/dev/null 2>&1 || {
            apt-get -qq update && apt-get -qq install -y --no-install-recommends "$@" >/dev/null
        }' apt "$@" || fail "apt-get could not install: $*"
}

# setup_python LOCK: the environment of a hashed lock file, made anew when the lock changes.
setup_python() {
    lock="$root/$1"
    stamp="$venv/.lock"
    wanted=$(cat "$lock" "$root/pyproject.toml" | sha256sum)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted $1" ] && return
    # the environment of the tests holds all that a hall needs
    [ "$1" = requirements.txt ] && [ -f "$stamp.tests" ] &&
        [ "$(cat "$stamp.tests")" = "$(cat "$root/requirements-tests.txt" "$root/pyproject.toml" | sha256sum)" ] && return
    have python3 || apt_install python3 python3-venv
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or later is needed"
    python3 -c 'import ensurepip, venv' 2>/dev/null || apt_install python3-venv
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv" || fail "python3 -m venv failed"
    say "setting up Python packages ($1)"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" ||
        fail "pip could not install $1"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
        -e "$root" || fail "pip could not install the project"
    echo "$wanted $1" >"$stamp"
    [ "$1" = requirements-tests.txt ] && echo "$wanted" >"$stamp.tests"
    return 0
}

# setup_voice: an environment of its own for the engine of the voice and the reader of its clips.
setup_voice() {
    voice="$root/.venv-voice"
    wanted=$(sha256sum <"$root/requirements-voice.txt")
    [ -f "$voice/.lock" ] && [ "$(cat "$voice/.lock")" = "$wanted" ] && return
    [ -x "$voice/bin/python" ] || python3 -m venv "$voice" || fail "python3 -m venv failed"
    say "setting up the voice (requirements-voice.txt)"
    "$voice/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r "$root/requirements-voice.txt" || fail "pip could not install requirements-voice.txt"
    echo "$wanted" >"$voice/.lock"
}

# setup_pages: the built pages, made anew when a source changes.
setup_pages() {
    "$venv/bin/python" "$root/deploy/pages.py" --check && return
    have node || apt_install nodejs npm
    have npm || apt_install npm
    say "building the pages"
    "$venv/bin/python" "$root/deploy/pages.py" || exit 1
}

# setup_tools: what checks the pages, beside what builds them.
setup_tools() {
    have node || apt_install nodejs npm
    have npm || apt_install npm
    "$venv/bin/python" "$root/deploy/pages.py" --tools || exit 1
}

# setup_font: a Chinese face for the paper.
setup_font() {
    [ -n "${JIAOHAO_FONT:-}" ] && return
    for file in /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc /usr/share/fonts/truetype/wqy/wqy-microhei.ttc \
        /usr/share/fonts/truetype/wqy/wqy-zenhei.ttc; do
        [ -f "$file" ] && return
    done
    apt_install fonts-noto-cjk
}

# setup_tests: what the tests need of the system. Pages are tried without a window, a wall's agent on a desktop.
setup_tests() {
    missing=""
    have redis-server || missing="$missing redis-server"
    have chromium-headless-shell || missing="$missing chromium-headless-shell"
    have chromium || missing="$missing chromium"
    have Xvfb || missing="$missing xvfb"
    have openbox || missing="$missing openbox"
    have gcc || missing="$missing gcc libc6-dev"
    have openssl || missing="$missing openssl"
    [ -f /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || missing="$missing fonts-noto-cjk"
    # shellcheck disable=SC2086
    [ -z "$missing" ] || apt_install $missing
}
