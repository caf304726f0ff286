"""The managed policy of a wall's browser: what no flag can forbid for good. Who installs a screen puts it
where Chromium looks for it (deploy/docs/大屏与语音.md); only root may write there.

DeveloperToolsAvailability stays as it is: forbidden, it would shut out the agent, too (tried with Chromium
150).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

FOLDERS: Final = ("/etc/chromium/policies/managed", "/etc/opt/chrome/policies/managed")


def policy(server: str) -> dict[str, Any]:
    """By Chromium's own names (chromeenterprise.google/policies). server: the only address that may be
    opened."""
    return {
        "URLBlocklist": ["*"],
        "URLAllowlist": [server],
        "AutoplayAllowed": True,
        "AllowFileSelectionDialogs": False,
        "AudioCaptureAllowed": False,
        "AutofillAddressEnabled": False,
        "AutofillCreditCardEnabled": False,
        "BackgroundModeEnabled": False,
        "BrowserAddPersonEnabled": False,
        "BrowserGuestModeEnabled": False,
        "BrowserSignin": 0,
        "ComponentUpdatesEnabled": False,
        "DefaultBrowserSettingEnabled": False,
        "DefaultGeolocationSetting": 2,
        "DefaultNotificationsSetting": 2,
        "DefaultPopupsSetting": 2,
        "DownloadRestrictions": 3,
        "ExtensionInstallBlocklist": ["*"],
        "IncognitoModeAvailability": 1,
        "MetricsReportingEnabled": False,
        "PasswordManagerEnabled": False,
        "PrintingEnabled": False,
        "PromotionsEnabled": False,
        "RestoreOnStartup": 5,
        "SearchSuggestEnabled": False,
        "SyncDisabled": True,
        "TranslateEnabled": False,
        "VideoCaptureAllowed": False,
    }


def is_installed() -> bool:
    """Whether this machine has a managed policy at all."""
    return any(any(Path(folder).glob("*.json")) for folder in FOLDERS)
