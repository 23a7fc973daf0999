using MudBlazor;

namespace Bifrost.Web.Console.Shared;

/// <summary>Asks before an owner is frozen or its freeze is lifted, in the same words wherever it is asked.</summary>
internal static class FreezeDialog
{
    /// <param name="stops">What stops now: "3 keys stop working now."</param>
    public static Task<bool> AskAsync(IDialogService dialogs, string owner, string stops) =>
        ConfirmDialog.AskAsync(dialogs, $"Freeze {owner}", $"{stops} It can be let go on at any time.", "Freeze");

    public static Task<bool> AskToLiftAsync(IDialogService dialogs, string owner) =>
        ConfirmDialog.AskAsync(dialogs, $"Lift the freeze of {owner}", "Its calls are served again from now on, as far as its budgets and limits go.", "Lift the freeze");
}
