using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Bifrost.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ProviderProxyAndAuthority : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ca_file",
                table: "providers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "encrypted_proxy_login",
                table: "providers",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "proxy",
                table: "providers",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ca_file",
                table: "providers");

            migrationBuilder.DropColumn(
                name: "encrypted_proxy_login",
                table: "providers");

            migrationBuilder.DropColumn(
                name: "proxy",
                table: "providers");
        }
    }
}
