using System.CommandLine;
using Bifrost.Domain.Governance;
using Bifrost.Web.Hosting;

namespace Bifrost.Web.Commands;

/// <summary>What the verbs share: where results and messages go, and how a failure ends.</summary>
internal static class Verb
{
    /// <summary>Makes the command run with a session of its own.</summary>
    /// <param name="dryRun">Given, the session leaves nothing behind.</param>
    public static Command Runs(this Command command, SettingsOptions settings, Func<ParseResult, BifrostSettings, DomainSession, CancellationToken, Task<int>> run, Option<bool>? dryRun = null)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var read = settings.Read(parsed);
            await using var session = dryRun is not null && parsed.GetValue(dryRun)
                ? await DryRunSession.OpenAsync(read, cancellationToken)
                : await DomainSession.OpenAsync(read, cancellationToken);
            return await run(parsed, read, session, cancellationToken);
        });
        return command;
    }

    /// <summary>The result, to stdout.</summary>
    public static void Print(string text) => System.Console.Out.WriteLine(text);

    /// <summary>Anything else, to stderr.</summary>
    public static void Say(string text) => System.Console.Error.WriteLine(text);

    /// <summary>Says what a command refused, each with its field.</summary>
    public static int Refuse<T>(Result<T> result)
    {
        foreach (var error in result.Errors)
        {
            Say(error.Field.Length == 0 ? error.Message : $"{error.Field}: {error.Message}");
        }

        return ExitCodes.Failed;
    }

    /// <summary>Columns of a list, separated by tabs so that cut and awk read them.</summary>
    public static void PrintRow(params IEnumerable<string?> cells) =>
        Print(string.Join('\t', cells.Select(x => string.IsNullOrEmpty(x) ? "-" : x)));

    /// <summary>A moment as every list shows it: UTC, ISO 8601.</summary>
    public static string? Show(DateTime? moment) => moment?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An option whose text is a date or a moment.</summary>
    public static Option<DateTime?> MomentOption(string name, string description) => new(name)
    {
        HelpName = "TIME",
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (Moment.TryParse(text, out var moment))
            {
                return moment;
            }

            result.AddError($"{name}: “{text}” is no moment: write {Moment.Form}.");
            return null;
        },
    };
}
