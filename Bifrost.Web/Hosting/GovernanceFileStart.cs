using Bifrost.Domain.Governance.File;

namespace Bifrost.Web.Hosting;

/// <summary>Applies the governance file of <c>--config</c> at a start.</summary>
internal static class GovernanceFileStart
{
    /// <exception cref="SettingsException">The file is refused: every error with its line and path.</exception>
    public static async Task ApplyAsync(IServiceProvider services, string file, CancellationToken cancellationToken)
    {
        var applier = services.GetRequiredService<GovernanceFileApplier>();
        var outcome = await applier.ApplyAsync(file, new GovernanceFileOptions(AtStart: true), Environment.GetEnvironmentVariable, cancellationToken: cancellationToken);
        if (!outcome.IsOk)
        {
            throw new SettingsException(string.Join(Environment.NewLine, outcome.Errors.Select(x => x.Describe(file))));
        }

        foreach (var warning in outcome.Warnings)
        {
            await System.Console.Error.WriteLineAsync($"Warning: {warning.Describe(file)}");
        }

        await System.Console.Error.WriteLineAsync($"Applied {file}: {outcome.Summary}");
    }
}
