using System.Runtime.CompilerServices;
using Bifrost.Domain.Persistence;
using Bifrost.Web.Console.Exports;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.Operators;

/// <summary>The people of the console and the open invites as a file.</summary>
internal sealed class OperatorExport(IDbContextFactory<BifrostDbContext> contexts, TimeProvider time) : IListExport
{
    public string Page => ConsoleUrls.Operators;

    public IReadOnlyList<string> Columns { get; } = ["name", "email", "role", "state", "last_sign_in_at", "created_at", "invited_by", "invite_ends_at"];

    public async IAsyncEnumerable<object?[]> ReadAsync(IQueryCollection query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var person in await db.Users.AsNoTracking().OrderBy(o => o.DisabledAt != null).ThenBy(o => o.DisplayName).ToListAsync(cancellationToken))
        {
            yield return [person.DisplayName, person.Email, person.Role.ToString().ToLowerInvariant(), OperatorsPage.StateOf(person, now), person.LastSignInAt, person.CreatedAt, null, null];
        }

        foreach (var invite in await db.Invites.AsNoTracking().Where(i => i.ClaimedAt == null && i.ExpiresAt > now.UtcDateTime).OrderBy(i => i.CreatedAt).ToListAsync(cancellationToken))
        {
            yield return [null, invite.Email, invite.Role.ToString().ToLowerInvariant(), "invited", null, invite.CreatedAt, invite.CreatedBy, invite.ExpiresAt];
        }
    }
}
