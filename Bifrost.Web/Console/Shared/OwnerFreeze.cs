using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Web.SignIn;
using MudBlazor;

namespace Bifrost.Web.Console.Shared;

/// <summary>Freezes an owner or lifts its freeze, after asking; the same question wherever it is asked.</summary>
internal sealed class OwnerFreeze(IDialogService dialogs, ConcernedKeys keys, LimitCommands commands, CurrentActor current)
{
    /// <summary>Names what stops, or what is served again, and does it. <c>Done</c> is false when the person thought better of it; <c>Refused</c> is why the command did not do it.</summary>
    /// <param name="name">As the question calls it.</param>
    /// <param name="frozen">As it is now.</param>
    /// <param name="above">An owner above it that is frozen too: "customer acme"; null for none.</param>
    /// <param name="more">What else is worth knowing before it stops.</param>
    public async Task<(bool Done, string? Refused)> AskAsync(LimitOwnerKind kind, Guid id, string name, bool frozen, string? above = null, string more = "")
    {
        var effect = frozen ? await ServedAsync(kind, id, name, above) : $"{await StoppedAsync(kind, id, name)} {more}".TrimEnd();
        var (sure, reason) = await FreezeDialog.AskAsync(dialogs, name, effect, lifts: frozen);
        if (!sure)
        {
            return (false, null);
        }

        var result = await commands.SetFrozenAsync(await current.ForChangeAsync(), kind, id, !frozen, reason);
        return (true, result.IsOk ? null : result.Summary);
    }

    private async Task<string> StoppedAsync(LimitOwnerKind kind, Guid id, string name) => kind switch
    {
        LimitOwnerKind.Provider => $"No call is sent to {name} from now on, and those under way end.",
        LimitOwnerKind.VirtualKey => "The key stops working now, and its open streams end.",
        LimitOwnerKind.Subject => $"Calls of {name} are refused now and those under way end, whatever is left of budgets.",
        _ => await KeysAsync(kind, id) switch
        {
            { Length: > 0 } words => $"{words} stop{(IsOne(words) ? "s" : "")} working now and open streams end, whatever is left of budgets.",
            _ => $"{name} has no key in use; none of its keys works until the freeze is lifted.",
        },
    };

    private async Task<string> ServedAsync(LimitOwnerKind kind, Guid id, string name, string? above) => kind switch
    {
        _ when above is not null => $"{Begin(above)} is frozen too: nothing is served until that is lifted as well.",
        LimitOwnerKind.Provider => $"Calls are sent to {name} again from now on, as far as its limits go.",
        LimitOwnerKind.VirtualKey => "The key works again from now on, as far as budgets and limits go.",
        LimitOwnerKind.Subject => $"Calls of {name} are served again from now on, as far as budgets and limits go.",
        _ => await KeysAsync(kind, id) switch
        {
            { Length: > 0 } words => $"{words} work{(IsOne(words) ? "s" : "")} again from now on, as far as budgets and limits go.",
            _ => $"{name} has no key in use; those that it gets will work.",
        },
    };

    private async Task<string> KeysAsync(LimitOwnerKind kind, Guid id)
    {
        try
        {
            return await keys.WordsAsync(kind, id) is { } words and not ConcernedKeys.None ? words : "";
        }
        catch (Exception exception) when (DatabaseFailure.IsAway(exception))
        {
            // The command itself will say so.
            return "All its keys";
        }
    }

    private static bool IsOne(string words) => words.StartsWith("1 ", StringComparison.Ordinal);

    private static string Begin(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
