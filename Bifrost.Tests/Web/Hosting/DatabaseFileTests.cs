using System.Runtime.Versioning;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Web.Hosting;

/// <summary>Records, prompts and sealed keys are in the SQLite file: nobody but its owner may read it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DatabaseFileTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task A_new_database_and_the_files_that_follow_it_are_the_owners_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are Unix's.");
        await using var host = await InProcessBifrost.StartAsync();

        var files = Directory.GetFiles(host.DataFolder, "bifrost.db*");

        Assert.Contains(files, x => x.EndsWith("-wal", StringComparison.Ordinal));
        Assert.All(files, x => Assert.Equal((x, OwnerOnly), (x, File.GetUnixFileMode(x))));
    }

    [Fact]
    public async Task A_database_that_others_could_read_is_closed_to_them_at_the_next_start()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are Unix's.");
        await using var bifrost = BifrostProcess.NotStarted();
        Assert.Equal(0, (await bifrost.RunVerbAsync("key", "list")).ExitCode);
        var file = Path.Combine(bifrost.DataFolder, "bifrost.db");
        File.SetUnixFileMode(file, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        Assert.Equal(0, (await bifrost.RunVerbAsync("key", "list")).ExitCode);

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(file));
    }
}
