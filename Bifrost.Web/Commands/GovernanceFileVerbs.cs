using System.CommandLine;
using Bifrost.Domain.Governance.File;

namespace Bifrost.Web.Commands;

/// <summary><c>validate</c> and <c>apply</c>.</summary>
internal static class GovernanceFileVerbs
{
    public static Command Validate()
    {
        var file = FileArgument();
        var command = new Command("validate", "Checks a governance file without a database and lists everything that is wrong.") { file };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            try
            {
                var reading = GovernanceFileReader.ReadFile(path, Environment.GetEnvironmentVariable);
                if (reading.Errors.Count > 0)
                {
                    return Refuse(path, reading.Errors);
                }

                Warn(path, reading.File!.Warnings);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return Unreadable(path, exception);
            }

            Verb.Print($"{path} is valid.");
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Apply(SettingsOptions settings)
    {
        var file = FileArgument();
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the difference and check it, change nothing." };
        var prune = new Option<bool>("--prune") { Description = "Disable what a file once managed and this one no longer names. Usage is never touched." };
        var force = new Option<bool>("--force") { Description = "Let the file win over what operators revoked, disabled or rotated." };
        return new Command("apply", "Prints the difference between a governance file and the database, then applies it in one transaction.") { file, dryRun, prune, force }
            .Runs(settings, async (parsed, _, session, cancellationToken) =>
            {
                var path = parsed.GetRequiredValue(file);
                var options = new GovernanceFileOptions(parsed.GetValue(dryRun), parsed.GetValue(prune), parsed.GetValue(force));
                GovernanceFileOutcome outcome;
                try
                {
                    outcome = await session.Get<GovernanceFileApplier>().ApplyAsync(path, options, Environment.GetEnvironmentVariable, PrintDifference, cancellationToken);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    return Unreadable(path, exception);
                }

                if (!outcome.IsOk)
                {
                    return Refuse(path, outcome.Errors);
                }

                Warn(path, outcome.Warnings);
                Verb.Say(options.DryRun ? $"Would be: {outcome.Summary}." : $"{outcome.Summary}.");
                return ExitCodes.Ok;
            }, dryRun);
    }

    private static Argument<string> FileArgument() => new("file") { Description = "The governance file, JSON." };

    private static void PrintDifference(GovernanceFileOutcome outcome)
    {
        foreach (var change in outcome.Changes.Where(x => x.Verb != GovernanceFileVerb.Unchanged))
        {
            Verb.Print(change.ToString());
        }
    }

    private static void Warn(string path, IReadOnlyList<GovernanceFileError> warnings)
    {
        foreach (var warning in warnings)
        {
            Verb.Say($"Warning: {warning.Describe(path)}");
        }
    }

    private static int Unreadable(string path, Exception exception)
    {
        Verb.Say($"{path}: {exception.Message}");
        return ExitCodes.Usage;
    }

    private static int Refuse(string path, IReadOnlyList<GovernanceFileError> errors)
    {
        foreach (var error in errors)
        {
            Verb.Say(error.Describe(path));
        }

        // Without a line it is not the file that is wrong: a conflict, or a refusal.
        return errors.Any(x => x.Line > 0 || x.Path.Length == 0) ? ExitCodes.Usage : ExitCodes.Failed;
    }
}
