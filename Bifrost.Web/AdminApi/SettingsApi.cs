using System.ComponentModel.DataAnnotations;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/settings</c>: what holds for the whole installation.</summary>
internal static class SettingsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/settings", async (SettingsCommands commands, CancellationToken cancellationToken) => Results.Json(await commands.ReadAsync(cancellationToken))).Reads<InstallationSettings>();
        api.MapPut("/settings", ChangeAsync).Writes<InstallationSettings>(AuditActions.SettingsChanged);
    }

    private static async Task<IResult> ChangeAsync(Body<SettingsBody> body, Acting acting, SettingsCommands commands, CancellationToken cancellationToken)
    {
        if (body.Value.RetentionDays is not { } days)
        {
            return ApiProblem.Invalid("retention_days", "Give the number of days.");
        }

        var changed = await commands.ChangeAsync(acting.Actor, new InstallationSettings(days), cancellationToken);
        return changed.IsOk ? Results.Json(changed.Value) : ApiProblem.Of(changed);
    }

    internal sealed record SettingsBody([property: Required] int? RetentionDays = null);
}
