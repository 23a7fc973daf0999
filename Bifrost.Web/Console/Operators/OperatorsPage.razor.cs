using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Persistence;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using MudBlazor;

namespace Bifrost.Web.Console.Operators;

/// <summary>The people of the console and the open invites.</summary>
public sealed partial class OperatorsPage
{
    private List<Operator>? _operators;
    private List<Invite> _invites = [];
    private Actor? _me;
    private bool _failed;
    private string? _error;

    [Inject]
    private IDbContextFactory<BifrostDbContext> Contexts { get; set; } = default!;

    [Inject]
    private OperatorCommands Commands { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<OperatorsPage> Logger { get; set; } = default!;

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _failed = false;
        try
        {
            _me = await Current.GetAsync();
            await using var db = await Contexts.CreateDbContextAsync();
            var now = Clock.GetUtcNow().UtcDateTime;
            _operators = await db.Users.AsNoTracking().OrderBy(o => o.DisabledAt != null).ThenBy(o => o.DisplayName).ToListAsync();
            _invites = await db.Invites.AsNoTracking().Where(i => i.ClaimedAt == null && i.ExpiresAt > now).OrderBy(i => i.CreatedAt).ToListAsync();
        }
        catch (System.Data.Common.DbException exception)
        {
            LogFailure(Logger, exception);
            _failed = true;
        }
    }

    internal static string StateOf(Operator person, DateTimeOffset now) =>
        person.DisabledAt is not null ? "disabled" : person.LockoutEnd > now ? "locked out" : "active";

    private string Tone(Operator person) =>
        person.DisabledAt is not null ? "idle" : person.LockoutEnd > Clock.GetUtcNow() ? "warning" : "ok";

    private async Task InviteAsync()
    {
        var dialog = await Dialogs.ShowAsync<InviteDialog>("Invite an operator");
        await dialog.Result;
        await LoadAsync();
    }

    private async Task ChangeRoleAsync(Operator person, object? value)
    {
        if (!Enum.TryParse<Role>(value as string, out var role) || role == person.Role)
        {
            return;
        }

        var effect = role == Role.Admin
            ? $"{person.DisplayName} ({person.Email}) may then change everything: keys, providers, prices and operators."
            : $"{person.DisplayName} ({person.Email}) then reads, and changes nothing any more. Open pages follow within seconds.";
        if (await ConfirmDialog.AskAsync(Dialogs, $"Make {person.DisplayName} an {role.ToString().ToLowerInvariant()}?", effect, "Change role"))
        {
            await ShowAsync(Commands.ChangeRoleAsync(await Current.ForChangeAsync(), person.Id, role));
        }
        else
        {
            // The list shows the role that still holds.
            await LoadAsync();
        }
    }

    private async Task DisableAsync(Operator person)
    {
        var effect = $"{person.DisplayName} ({person.Email}) is signed out within seconds and cannot sign in again. Keys and settings made by this person keep working.";
        if (await ConfirmDialog.AskAsync(Dialogs, $"Disable {person.DisplayName}?", effect, "Disable"))
        {
            await ShowAsync(Commands.DisableAsync(await Current.ForChangeAsync(), person.Id));
        }
    }

    private async Task ShowAsync(Task<Result<Operator>> change)
    {
        var result = await change;
        _error = result.IsOk ? null : result.Summary;
        await LoadAsync();
    }

    [LoggerMessage(EventId = 4102, Level = LogLevel.Error, Message = "The operators could not be read")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
